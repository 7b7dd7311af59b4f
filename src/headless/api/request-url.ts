import type { IncomingMessage } from 'node:http';
import { badRequest } from '../../engine/index.ts';

/** What a request asks for; ApiError 400 for a target that is no URL. */
export function requestUrl({ url = '/' }: IncomingMessage): URL {
  // Two slashes at the front are a path, too, not a host.
  const target = url.startsWith('/') ? `http://localhost${url}` : url;
  if (!URL.canParse(target)) throw badRequest(`invalid request target ${JSON.stringify(url.slice(0, LONGEST_SHOWN))}`);
  return new URL(target);
}

const LONGEST_SHOWN = 200;
