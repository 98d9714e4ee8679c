export type Theme = 'light' | 'dark';

/** Sets the theme that tokens.css reads. */
export function applyTheme(theme: Theme): void {
  document.documentElement.setAttribute('data-theme', theme);
}

/** Follows the system's colour scheme: right for the popup; DevTools has a theme of its own. */
export function followSystemTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => applyTheme(dark.matches ? 'dark' : 'light');
  dark.addEventListener('change', apply);
  apply();
}
