import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** SvelteKit hides its page announcer by a style attribute, which our policy refuses. base.css hides it instead. */
const announcerWithoutStyleAttribute: Plugin = {
  name: 'announcer-without-style-attribute',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('generated/root.svelte')) return null;
    return { code: code.replace(/(id="svelte-announcer"[^>]*?) style="[^"]*"/, '$1'), map: null };
  },
};

const door = process.env['OPENWEAVE_CONSOLE'] ?? 'http://127.0.0.1:7611';

export default defineConfig({
  plugins: [announcerWithoutStyleAttribute, sveltekit()],
  // Fonts stay files: `font-src 'self'` does not allow data URLs.
  build: { assetsInlineLimit: 0 },
  server: { proxy: { '/console': door } },
  preview: { proxy: { '/console': door } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
