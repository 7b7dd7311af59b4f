/**
 * Writes the two schemas that are derived from the Kubernetes API description (`npm run schema`). Their output is
 * committed, so that neither a build nor a test needs @kubernetes/client-node.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { editorSchema } from './editor-schema.ts';
import { engineSchema } from './engine-schema.ts';

const write = (path: string, value: unknown): void => {
  const text = `${JSON.stringify(value, null, 1)}\n`;
  const kilobytes = (gzipSync(text, { level: 9 }).length / 1000).toFixed(1);
  writeFileSync(fileURLToPath(new URL(path, import.meta.url)), text);
  console.log(`${path}: ${(text.length / 1000).toFixed(0)} kB, ${kilobytes} kB gzipped`);
};

write('../../engine/api/schema.json', engineSchema());
write('./kubernetes.schema.json', editorSchema());
