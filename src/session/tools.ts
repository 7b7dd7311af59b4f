import { initialState, kubectl } from '../kubectl/index.ts';
import { toYaml } from '../manifests/index.ts';
import { askServer, identity, parseFile, problemsOf, textProblems } from './review.ts';
import { createRequests } from './start-requests.ts';

/** What needs kubectl and a parser of YAML: not the first picture, so it is loaded after that. */
export const tools = {
  initialState,
  kubectl,
  toYaml,
  askServer,
  identity,
  parseFile,
  problemsOf,
  textProblems,
  createRequests,
};

export type Tools = typeof tools;
