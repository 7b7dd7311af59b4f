import { apiFront, behaviourAnnotations } from '../engine/index.ts';
import { initialState, kubectl, referenceOf } from '../kubectl/index.ts';
import { applyEdits, DocumentMemory, formatManifests, toYaml } from '../manifests/index.ts';
import { createShell, filesOfStore, needsMoreLines } from '../shell/index.ts';
import { askServer, parseFile, problemsOf, readDocuments, textProblems } from './review.ts';
import { createRequests } from './start-requests.ts';
import { annotationOfLine, annotationPlace } from './texts/annotation-place.ts';
import { clusterText } from './texts/differences.ts';
import { governs } from './texts/governs.ts';
import { identity } from './texts/identity.ts';
import { placeOfObject } from './texts/place-of-object.ts';
import { regrets } from './texts/regrets.ts';

/** What a person's acts need (the API server's front, kubectl, a parser of YAML) and the first picture does not: loaded after that. */
export const tools = {
  apiFront,
  initialState,
  kubectl,
  referenceOf,
  toYaml,
  applyEdits,
  formatManifests,
  askServer,
  identity,
  parseFile,
  readDocuments,
  DocumentMemory,
  problemsOf,
  regrets,
  textProblems,
  annotationOfLine,
  annotationPlace,
  behaviourAnnotations,
  clusterText,
  createRequests,
  governs,
  placeOfObject,
  createShell,
  filesOfStore,
  needsMoreLines,
};

export type Tools = typeof tools;
