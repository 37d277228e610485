import ts from 'typescript';
import { parse } from 'vue/compiler-sfc';

export interface Import {
  specifier: string;
  /** Leaves nothing behind at run time. */
  typeOnly: boolean;
}

/** What stands for an import whose specifier is computed. */
export const computed = '(computed)';

/** Every way in which a module may reach another: import, export from, import(), import types, require, new URL. */
export function importsOf(file: string, text: string): Import[] {
  if (!file.endsWith('.vue')) return importsOfScript(file, text);
  const { script, scriptSetup } = parse(text, { sourceMap: false }).descriptor;
  return [script, scriptSetup].flatMap((block) => {
    if (!block) return [];
    const elsewhere = block.src === undefined ? [] : [{ specifier: block.src, typeOnly: false }];
    return [...elsewhere, ...importsOfScript(`${file}.ts`, block.content)];
  });
}

function importsOfScript(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node | undefined, typeOnly = false) =>
    found.push({ specifier: node && ts.isStringLiteralLike(node) ? node.text : computed, typeOnly });

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isExternalModuleReference(node)) {
      add(node.expression);
    } else if (ts.isCallExpression(node) && isLoader(node.expression)) {
      add(node.arguments[0]);
    } else if (ts.isNewExpression(node) && isModuleUrl(node)) {
      add(node.arguments?.[0]);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

const isLoader = (callee: ts.Expression) =>
  callee.kind === ts.SyntaxKind.ImportKeyword ||
  ['require', 'require.resolve', 'import.meta.resolve'].includes(callee.getText());

/** `new URL('./child.ts', import.meta.url)`: how a module names another that runs in a process of its own. */
const isModuleUrl = (node: ts.NewExpression) =>
  node.expression.getText() === 'URL' && node.arguments?.[1]?.getText() === 'import.meta.url';
