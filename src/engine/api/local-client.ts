import type { GenericObject, KubeObject } from '../kinds/types/index.ts';
import type { Client, DeleteOptions, NewObject } from './client.ts';
import { jsonMergePatch } from './patch/json-merge.ts';
import type { ObjectRegistry } from './registry.ts';
import type { ServedResource } from './served-resource.ts';
import type { ObjectOf } from './resources.ts';
import { resourceNotServed } from './status.ts';

/** The API for the control plane's own parts: the same registry that a person's requests reach, without the wire. */
export class LocalClient implements Client {
  private readonly registry: ObjectRegistry;
  private readonly lookup: (resource: string) => ServedResource | undefined;
  /** Called before each write, so that it is recorded under the right name. */
  private readonly enter: () => void;

  constructor(registry: ObjectRegistry, lookup: (resource: string) => ServedResource | undefined, enter: () => void) {
    this.registry = registry;
    this.lookup = lookup;
    this.enter = enter;
  }

  create<R extends string>(resource: R, object: NewObject<ObjectOf<R>>): ObjectOf<R> {
    this.enter();
    return this.registry.create(this.served(resource), object as unknown as GenericObject) as unknown as ObjectOf<R>;
  }

  update<R extends string>(resource: R, object: ObjectOf<R>): ObjectOf<R> {
    this.enter();
    return this.registry.update(this.served(resource), generic(object)) as unknown as ObjectOf<R>;
  }

  updateStatus<R extends string>(resource: R, object: ObjectOf<R>): ObjectOf<R> {
    this.enter();
    return this.registry.updateStatus(this.served(resource), generic(object)) as unknown as ObjectOf<R>;
  }

  patch<R extends string>(resource: R, namespace: string, name: string, patch: Record<string, unknown>): ObjectOf<R> {
    this.enter();
    const served = this.served(resource);
    const current = this.registry.get(served, namespace, name);
    const next = jsonMergePatch(current, patch) as GenericObject;
    return this.registry.update(served, next) as unknown as ObjectOf<R>;
  }

  delete(resource: string, namespace: string, name: string, options: DeleteOptions = {}): void {
    this.enter();
    this.registry.delete(this.served(resource), namespace, name, options);
  }

  bind(namespace: string, podName: string, nodeName: string): void {
    this.enter();
    this.registry.bind(this.served('pods'), namespace, podName, nodeName);
  }

  private served(resource: string): ServedResource {
    const served = this.lookup(resource);
    if (served === undefined) throw resourceNotServed();
    return served;
  }
}

function generic(object: KubeObject): GenericObject {
  return object as unknown as GenericObject;
}
