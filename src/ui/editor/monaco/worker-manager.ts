/**
 * Takes the place of the package monaco-worker-manager under monaco-yaml (see the aliases in vite.config.ts). The
 * package starts workers by options that monaco.editor.createWebWorker no longer takes; this asks MonacoEnvironment for
 * the worker and hands it over. Unlike the package it never stops an idle worker: the page has one, and it is in use.
 */
import type { Uri } from 'monaco-editor/editor';
import type { Monaco } from './monaco.ts';

interface WorkerOptions {
  readonly label: string;
  readonly moduleId: string;
  readonly createData?: unknown;
}

interface WorkerManager {
  dispose(): void;
  /** The worker's methods, once it has the current text of the given models. */
  getWorker(...resources: Uri[]): Promise<unknown>;
  /** Replaces what the worker was configured with; a new worker starts at the next call. */
  updateCreateData(createData: unknown): void;
}

/** Starts the worker at its first use. The signature is monaco-worker-manager's. */
export function createWorkerManager(monaco: Monaco, { label, moduleId, createData }: WorkerOptions): WorkerManager {
  let data = createData;
  let running: ReturnType<typeof monaco.editor.createWebWorker> | undefined;

  const startWorker = async (): Promise<Worker> => {
    const worker = await globalThis.MonacoEnvironment?.getWorker?.(moduleId, label);
    if (!worker) throw new Error('MonacoEnvironment.getWorker is not set');
    // Monaco's worker drops its first message and takes the second as its configuration (internal/common/workers.js).
    worker.postMessage('ignore');
    worker.postMessage(data);
    return worker;
  };
  const dispose = (): void => {
    running?.dispose();
    running = undefined;
  };

  return {
    dispose,
    getWorker: async (...resources) => {
      running ??= monaco.editor.createWebWorker({ worker: startWorker(), keepIdleModels: true });
      return await running.withSyncedResources(resources);
    },
    updateCreateData: (createData) => {
      data = createData;
      dispose();
    },
  };
}
