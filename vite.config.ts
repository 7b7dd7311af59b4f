import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const inMonacoFolder = (file: string): string =>
  fileURLToPath(new URL(`src/ui/editor/monaco/${file}`, import.meta.url));

export default defineConfig({
  // Relative, so that the built site works under any path (GitHub Pages serves it below the repository's name).
  base: './',
  plugins: [react()],
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
