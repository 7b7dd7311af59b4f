/** What makes the editor's schema: a part of its own, so that the editor does not wait for the tools. */
export { describedSchema } from '../manifests/index.ts';
