import fc from 'fast-check';
import table from '../../src/engine/api/schema.json' with { type: 'json' };

const types: Readonly<Record<string, { readonly fields: Readonly<Record<string, string>> }>> = table.types;

/** Every kind of the schema with its group and the name of its type. */
export const schemaKinds = Object.entries(table.kinds).map(([key, typeName]) => {
  const [kind = '', version = '', group = ''] = key.split('/').toReversed();
  return { group, version, kind, typeName };
});

/** JSON that follows the schema here and there, so that rules deep in an object are reached too. */
export function schemaValue(notation: string, depth: number): fc.Arbitrary<unknown> {
  const odd = fc.oneof(fc.constantFrom('', 'a', 'A b', '10', '-1', '5%', '*', '/'), fc.integer(), fc.jsonValue());
  if (depth === 0) return odd;
  if (notation.startsWith('[]')) {
    const list = fc.array(schemaValue(notation.slice(2), depth - 1), { maxLength: 3 });
    return fc.oneof({ weight: 5, arbitrary: list }, odd);
  }
  if (notation.startsWith('map[string]')) {
    return fc.oneof(fc.dictionary(fc.string(), schemaValue(notation.slice(11), depth - 1), { maxKeys: 3 }), odd);
  }
  const type = types[notation];
  if (type === undefined) return odd;
  const fields = Object.entries(type.fields).map(([name, of]) => [
    name,
    fc.option(schemaValue(of, depth - 1), { freq: 3 }),
  ]);
  const some = fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  return fc.oneof({ weight: 9, arbitrary: some }, { weight: 1, arbitrary: odd });
}
