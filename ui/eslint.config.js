// Two rules of the house are held here: rooms do not import rooms, and nothing is put on the page as HTML.
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const rooms = ['approvals', 'tickets', 'workflows', 'audit', 'access', 'entrance'];

const forbid = (folders, message) => [
  'error',
  {
    patterns: [
      { group: folders.flatMap((folder) => [`$lib/${folder}/*`, `$lib/${folder}`, `../${folder}/*`]), message },
    ],
  },
];

export default ts.config(
  { ignores: ['build/', '.svelte-kit/', 'node_modules/', 'src/lib/api/schema.d.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      'svelte/no-at-html-tags': 'error',
      'no-restricted-properties': ['error', { property: 'innerHTML', message: 'Text is shown as text.' }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'SvelteAttribute[key.name="style"]',
          message: 'The policy refuses style attributes; use a class or style:property.',
        },
      ],
      'svelte/no-navigation-without-resolve': 'off',
      'no-undef': 'off',
    },
  },
  ...rooms.map((room) => ({
    files: [`src/lib/${room}/**`],
    rules: {
      'no-restricted-imports': forbid(
        rooms.filter((other) => other !== room),
        'A room knows no other room: what two share belongs to parts, api or words.',
      ),
    },
  })),
  {
    files: ['src/lib/parts/**'],
    rules: { 'no-restricted-imports': forbid([...rooms, 'frame', 'api'], 'Parts know no room and no door.') },
  },
);
