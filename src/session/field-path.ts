/**
 * The parts of a field as API errors name it: `spec.template.spec.containers[0].image` or
 * `metadata.labels[example.com/role]`. Numbers in brackets are positions in a list.
 */
export function fieldPath(field: string): (string | number)[] {
  const parts: (string | number)[] = [];
  for (const match of field.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)) {
    const inBrackets = match[1];
    if (inBrackets === undefined) parts.push(match[0]);
    else parts.push(/^\d+$/.test(inBrackets) ? Number(inBrackets) : inBrackets.replace(/^"(.*)"$/, '$1'));
  }
  return parts;
}
