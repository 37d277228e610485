// What oxlint does not: the templates of Vue, and types within its scripts. All else is in .oxlintrc.json.
import vue from 'eslint-plugin-vue';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';

export default defineConfig(globalIgnores(['out', 'var', 'node_modules']), {
  files: ['**/*.vue'],
  extends: [ts.configs.strictTypeCheckedOnly, ts.configs.stylisticTypeCheckedOnly, vue.configs['flat/recommended']],
  languageOptions: {
    parserOptions: {
      parser: ts.parser,
      project: './src/renderer/tsconfig.json',
      tsconfigRootDir: import.meta.dirname,
      extraFileExtensions: ['.vue'],
    },
  },
  rules: {
    '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    '@typescript-eslint/no-confusing-void-expression': [
      'error',
      { ignoreArrowShorthand: true, ignoreVoidOperator: true },
    ],
    // The type checker knows which props may be absent.
    'vue/require-default-prop': 'off',
    'vue/max-attributes-per-line': 'off',
    'vue/multiline-html-element-content-newline': 'off',
    'vue/singleline-html-element-content-newline': 'off',
    'vue/html-self-closing': 'off',
    'vue/html-indent': 'off',
    'vue/html-closing-bracket-newline': 'off',
    'vue/first-attribute-linebreak': 'off',
  },
});
