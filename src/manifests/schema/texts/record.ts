/**
 * Writes ../descriptions.json: what Kubernetes 1.32 says of its types and fields. Run by hand when that version changes:
 * `npm pack @pulumi/kubernetes@4.21.1 kubernetes-models@4.5.1`, unpack both, then
 * `npx tsx src/manifests/schema/texts/record.ts PULUMI_FOLDER MODELS_FOLDER`. Neither is installed with Podground:
 * together they are a hundred times as large as their texts.
 */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { readModel } from '../client-models.ts';
import { reachableModels, typeName } from '../field-types.ts';
import { readModelTypes, valuesOf } from './kubernetes-models.ts';
import { readPulumiTypes, type DeclaredType } from './pulumi-types.ts';

const FILE = new URL('../descriptions.json', import.meta.url);

const [pulumiFolder, modelsFolder] = process.argv.slice(2);
if (pulumiFolder === undefined || modelsFolder === undefined) throw new Error('name the folders of both packages');
const described = readPulumiTypes(pulumiFolder);
const valued = readModelTypes(modelsFolder);

/** `V1PodSpec` in its parts; `EventsV1Event` has a group before them, which its fields tell as well. */
function partsOf(className: string): { version: string; name: string } {
  const found = /^(?:[A-Z][a-z]+)?(V\d(?:(?:alpha|beta)\d)?)([A-Z]\w*)$/.exec(className);
  return { version: (found?.[1] ?? '').toLowerCase(), name: found?.[2] ?? className };
}

/** The declared type that has most of the fields, and of those alike the one that says the same of them. */
function bestOf(
  candidates: readonly DeclaredType[],
  className: string,
  texts: ReadonlyMap<string, string>,
): DeclaredType | undefined {
  const { version, name } = partsOf(className);
  const score = ({ fields }: DeclaredType): number =>
    [...texts].reduce((sum, [field, text]) => {
      const found = fields.get(field);
      return found === undefined ? sum - 1 : sum + 1 + (text !== '' && found.startsWith(text) ? 1 : 0);
    }, -fields.size / 1000);
  return candidates
    .filter((type) => type.name === name && type.version === version)
    .toSorted((a, b) => score(b) - score(a))[0];
}

/** The client's generator escapes quotes in its comments. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(["'])/g, '$1');
}

const types = reachableModels().map((className) => {
  const model = readModel(className);
  const own = new Map(model.fields.map(({ name, description }) => [name, unescaped(description)]));
  const texts = bestOf(described, className, own)?.fields ?? new Map<string, string>();
  const values = bestOf(valued, className, own)?.fields;
  // Pulumi has no types that are only asked with, such as reviews.
  const said = new Map<string, string>(
    [...own].map(([field, text]) => [field, texts.get(field) ?? (text === '' ? (values?.get(field) ?? '') : text)]),
  );
  const entries = [...said]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, text]): [string, string] => {
      const list = valuesOf(values?.get(field) ?? '');
      return [field, text.endsWith(list) ? text : `${text}${list}`.trim()];
    });
  const about: [string, string][] = model.description === '' ? [] : [['', unescaped(model.description)]];
  return [typeName(className), Object.fromEntries([...about, ...entries.filter(([, text]) => text !== '')])] as const;
});
writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(types), undefined, 2)}\n`);
console.log(`${types.length} types`);
