// What a reader should not have to look for in the pages and the tests: unused names, lost promises' returns, shadowed globals.
import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['web/vendor/**', 'build*/**'] },
  js.configs.recommended,
  { files: ['web/**/*.js'], languageOptions: { globals: globals.browser } },
  { files: ['tests/**/*.mjs', 'script/**', '*.js'], languageOptions: { globals: globals.node } },
  {
    files: ['tests/{browser,lighthouse,bench}/**/*.mjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
  {
    rules: {
      eqeqeq: ['error', 'smart'],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-implicit-globals': 'error',
      'no-unused-vars': ['error', { args: 'after-used', caughtErrors: 'none', ignoreRestSiblings: true }],
      'no-empty': ['error', { allowEmptyCatch: true }],
      'no-irregular-whitespace': ['error', { skipTemplates: true }],
      'no-control-regex': 'off', // what must not come through is looked for
      'no-regex-spaces': 'off',
    },
  },
];
