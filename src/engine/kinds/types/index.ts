export type * from './meta.ts';
export type * from './pod.ts';
export type * from './workloads.ts';
export type * from './network.ts';
export type * from './cluster.ts';
