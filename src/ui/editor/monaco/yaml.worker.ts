// A file of our own, because `?worker` on the package's file would bypass the aliases of vite.config.ts.
import 'monaco-yaml/yaml.worker.js';
