/**
 * Writes src/kubectl/help/recorded.json: what the real kubectl prints for `--help` of every command, for `options` and for
 * `completion`. Run by hand when kubectl's version changes: `npx tsx test/support/record-kubectl.ts`. The texts are kubectl's
 * own (Apache License 2.0); test/conformance/kubectl-help.test.ts compares them with the kubectl of this machine.
 */
import { writeFileSync } from 'node:fs';
import { findKubectl } from './real-kubectl.ts';
import { readTexts } from './recorded-texts.ts';

const FILE = new URL('../../src/kubectl/help/recorded.json', import.meta.url);

const found = findKubectl();
if ('missing' in found) throw new Error(found.missing);
const texts = readTexts(found.path);
writeFileSync(FILE, `${JSON.stringify(texts, undefined, 2)}\n`);
console.log(`${Object.keys(texts).length} texts`);
