import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import english from './src/i18n/en/page/first.json' with { type: 'json' };
import korean from './src/i18n/ko/page/first.json' with { type: 'json' };

const inMonacoFolder = (file: string): string =>
  fileURLToPath(new URL(`src/ui/editor/monaco/${file}`, import.meta.url));

/**
 * Puts what is seen first into the page, in each language. In a build it is there before any script or style of the page
 * is: those come after it, and the page starts once it was seen.
 */
const firstSight: Plugin = {
  name: 'first-sight',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { server }) => {
      const part = (language: string, { title, text }: typeof english): string =>
        `<div lang="${language}"><h1>${title}</h1><p>${text}</p></div>`;
      const first = `<div class="first">${part('en', english)}${part('ko', korean)}</div>`;
      const page = html.replace('<!-- first -->', first);
      return server === undefined ? startedLate(page) : page;
    },
  },
};

/** The page with its styles after what is seen first, and its script after both. */
function startedLate(html: string): string {
  const styles: string[] = [];
  let main = '';
  const rest = html
    .replaceAll(/ *<link rel="stylesheet"[^>]*>\n/g, (link) => {
      styles.push(link);
      return '';
    })
    .replace(/<script type="module" crossorigin src="([^"]+)"><\/script>/, (_, source: string) => {
      main = source;
      return `<link rel="modulepreload" crossorigin href="${source}">`;
    })
    .replaceAll('<link rel="modulepreload"', '$& fetchpriority="low"');
  if (main === '') throw new Error('The built page has no script to start');
  // A page that nobody sees yet has no frames to wait for.
  const start = `const start = () => import('${main}'); document.hidden ? start() : requestAnimationFrame(() => setTimeout(start));`;
  return rest.replace('</body>', `${styles.join('')}    <script type="module">${start}</script>\n  </body>`);
}

export default defineConfig({
  // Relative, so that the built site works under any path (GitHub Pages serves it below the repository's name).
  base: './',
  plugins: [react(), firstSight],
  resolve: {
    alias: [
      // monaco-yaml 5.5 was made for an older Monaco: its worker manager calls what is gone, and its worker imports a path
      // that Monaco's package now hides.
      { find: /^monaco-worker-manager$/, replacement: inMonacoFolder('worker-manager.ts') },
      { find: 'monaco-editor/esm/vs/editor/editor.worker.js', replacement: 'monaco-editor/editor/editor.worker' },
      { find: /^prettier\/.*$/, replacement: inMonacoFolder('no-formatter.ts') },
    ],
  },
  optimizeDeps: {
    include: [
      'monaco-yaml',
      'monaco-yaml/yaml.worker.js',
      'monaco-editor/editor',
      'monaco-editor/editor/editor.worker',
    ],
  },
  worker: { format: 'es' },
  build: { target: 'es2022', chunkSizeWarningLimit: 4000 },
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    // A busy machine makes tests slow, not wrong.
    testTimeout: 60_000,
  },
});
