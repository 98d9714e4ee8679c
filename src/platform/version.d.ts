/** Replaced at build time by the version in package.json. */
declare const __WHYCORS_VERSION__: string;
