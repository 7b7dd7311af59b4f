import type { HttpAnswer } from './behaviour.ts';

function fits({ method, path }: HttpAnswer, asked: string, askedPath: string): boolean {
  if (method !== undefined && method !== asked && !(method === 'GET' && asked === 'HEAD')) return false;
  if (path === undefined || path === askedPath) return true;
  return path.endsWith('*') && askedPath.startsWith(path.slice(0, -1));
}

/** The first of a server's answers that fits a request; `target` is the path, perhaps with a query. */
export function answerTo(
  answers: readonly HttpAnswer[] | undefined,
  method: string,
  target: string,
): HttpAnswer | undefined {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  return answers?.find((answer) => fits(answer, method, path));
}
