import type { ImageBehaviour } from '../images/behaviour.ts';
import type { Container } from '../kinds/types/index.ts';

/** The command line of a container's first process, where the manifest or the image says it. */
export function mainCommand(container: Container, { main, programs }: ImageBehaviour): { command?: readonly string[] } {
  const given = [...(container.command ?? []), ...(container.args ?? [])];
  if (given.length > 0) return { command: given };
  if (main.type === 'shell') return { command: ['sh'] };
  const [own] = programs === 'any' ? [] : programs;
  return own === undefined ? {} : { command: [own] };
}
