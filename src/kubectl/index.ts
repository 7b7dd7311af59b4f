export { initialState } from './env.ts';
export type { ContainerCommand, KubeContext, KubectlEnv, KubectlState, Running, Wait } from './env.ts';
export { kubectl } from './kubectl.ts';
export { runToEnd, type EndedRun } from './run.ts';
