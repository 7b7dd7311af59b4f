import { stringOf } from '../go-fields.ts';
import type { GenericObject } from '../types/index.ts';
import { changeObject, changeSpec, fillAbsent, fillZero } from './fill.ts';

/** SetDefaults_CustomResourceDefinition. */
export function defaultCustomResourceDefinition(definition: GenericObject): GenericObject {
  return changeSpec(definition, (given) => {
    const spec = changeObject(given, 'names', (names) => {
      const kind = stringOf(names['kind']);
      return kind === '' ? names : fillZero(names, { singular: kind.toLowerCase(), listKind: `${kind}List` });
    });
    return fillAbsent(spec, { conversion: { strategy: 'None' } });
  });
}
