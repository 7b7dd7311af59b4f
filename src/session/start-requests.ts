import type { ApiRequest, ApiResponse } from '../engine/index.ts';
import { initialState, kubectl } from '../kubectl/index.ts';
import type { EditorFile } from './persistence.ts';

/**
 * The requests by which `kubectl apply -f` creates what a text describes, where nothing of it exists. A visit starts
 * with those of the last one, so that the cluster is there before kubectl is loaded.
 */
export function createRequests(file: EditorFile): readonly ApiRequest[] {
  const requests: ApiRequest[] = [];
  const running = kubectl(['apply', '-f', file.name], {
    request: (request) => {
      if (request.verb === 'list') return emptyList;
      if (request.verb !== 'create') return notFound;
      requests.push(request);
      return created(request);
    },
    now: () => 0,
    revision: () => 0,
    changesSince: () => [],
    logs: () => undefined,
    out: () => undefined,
    err: () => undefined,
    readFile: (path) => (path === file.name ? file.text : undefined),
    stdin: () => '',
    state: initialState(),
  });
  if (running.next().done !== true) running.return(0);
  return requests;
}

const emptyList: ApiResponse = {
  code: 200,
  body: { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '0' }, items: [] },
  warnings: [],
};

const notFound: ApiResponse = {
  code: 404,
  body: {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: '',
    reason: 'NotFound',
    code: 404,
  },
  warnings: [],
};

function created(request: ApiRequest): ApiResponse {
  // The server answers a creation with what it was given, and more, which is of no use here.
  return { code: 201, body: request.body as unknown as ApiResponse['body'], warnings: [] };
}
