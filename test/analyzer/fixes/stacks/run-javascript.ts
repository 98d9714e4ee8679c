import { compileFunction } from 'node:vm';
import ts from 'typescript';

/**
 * Runs JavaScript or TypeScript with `globals` in scope; `modules` stand for what it imports, by `require`, `import` or
 * `import()`. Returns what it exports. Throws when it does not compile.
 */
export function runJavaScript(
  code: string,
  globals: Readonly<Record<string, unknown>>,
  modules: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const { outputText, diagnostics = [] } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    reportDiagnostics: true,
  });
  if (diagnostics.length > 0) throw new Error(ts.flattenDiagnosticMessageText(diagnostics[0]?.messageText ?? '', '\n'));
  const exported: Record<string, unknown> = {};
  const require = (name: string) => {
    if (!(name in modules)) throw new Error(`the snippet imports ${name}`);
    return modules[name];
  };
  const scope = { ...globals, exports: exported, require };
  compileFunction(outputText, Object.keys(scope))(...Object.values(scope));
  return exported;
}
