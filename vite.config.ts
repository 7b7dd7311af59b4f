import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { IndexHtmlTransformContext, Plugin } from 'vite';
import { defineConfig } from 'vite';
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
    handler: (html, { bundle, chunk }) => {
      const part = (language: string, { title, text }: typeof english): string =>
        `<div lang="${language}"><h1>${title}</h1><p>${text}</p></div>`;
      const first = `<div class="first">${part('en', english)}${part('ko', korean)}</div>`;
      const page = html.replace('<!-- first -->', first);
      return bundle === undefined || chunk === undefined ? page : startedLate(page, inOrder(bundle, chunk));
    },
  },
};

type Bundle = NonNullable<IndexHtmlTransformContext['bundle']>;

/** The files that the page starts with, each after those that it imports. */
function inOrder(bundle: Bundle, start: { readonly fileName: string }): readonly string[] {
  const files = new Set<string>();
  const add = (file: string): void => {
    const chunk = bundle[file];
    if (chunk?.type === 'chunk' && !files.has(file)) {
      for (const imported of chunk.imports) add(imported);
      files.add(file);
    }
  };
  add(start.fileName);
  return [...files];
}

/**
 * The page with its styles after what is seen first, and its scripts after both: one after the other, because all at
 * once are a task that holds a slow phone for long.
 */
function startedLate(html: string, scripts: readonly string[]): string {
  const styles: string[] = [];
  const rest = html
    .replaceAll(/ *<link rel="stylesheet"[^>]*>\n/g, (link) => {
      styles.push(link);
      return '';
    })
    .replaceAll(/ *<link rel="modulepreload"[^>]*>\n/g, '')
    .replace(/<script type="module" crossorigin src="[^"]+"><\/script>/, () =>
      scripts
        .map((file) => `<link rel="modulepreload" fetchpriority="low" crossorigin href="./${file}">`)
        .join('\n    '),
    );
  // A page that nobody sees yet has no frames to wait for.
  const start = `const start = async () => {
      for (const file of ${JSON.stringify(scripts)}) {
        await import('./' + file);
        await new Promise((next) => setTimeout(next));
      }
    };
    document.hidden ? start() : requestAnimationFrame(() => setTimeout(start));`;
  return rest.replace('</body>', `${styles.join('')}    <script type="module">${start}</script>\n  </body>`);
}

/**
 * What the page starts with, as three files instead of one for each set of late parts that share something with it. None
 * of them is so large that to compile and run it is felt.
 */
const startFiles = [
  { name: 'libraries', test: /[\\/]node_modules[\\/]/, tags: ['$initial' as const] },
  { name: 'cluster', test: /[\\/]src[\\/](engine|scene)[\\/]/, tags: ['$initial' as const] },
  { name: 'page', test: /[\\/]src[\\/]/, tags: ['$initial' as const] },
];

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
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { output: { codeSplitting: { groups: startFiles } } },
  },
});
