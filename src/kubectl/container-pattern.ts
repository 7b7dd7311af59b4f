/**
 * Whether `--containers` chooses a container (kubectl pkg/cmd/set/helper.go, selectString). `*` stands for any text, but
 * as upstream has it: `x*` also chooses `nginx`, since only the last part must be where it belongs.
 */
export function isChosenContainer(pattern: string, name: string): boolean {
  if (pattern === '*') return true;
  if (!pattern.includes('*')) return name === pattern;
  const parts = pattern.split('*');
  let position = 0;
  for (const [index, part] of parts.entries()) {
    if (part === '') continue;
    const next = name.slice(position).indexOf(part);
    const isLast = index === parts.length - 1;
    if (next < position || (index === 0 && position !== 0) || (isLast && name.length !== part.length + next))
      return false;
    position = next;
  }
  return true;
}
