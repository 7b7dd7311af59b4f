import type { Change } from '../api/change.ts';
import type { KubeObject } from '../kinds/types/index.ts';

interface Backend {
  service?: { name: string; port?: { number?: number; name?: string } };
}

export interface Ingress extends KubeObject {
  spec?: {
    ingressClassName?: string;
    defaultBackend?: Backend;
    rules?: { host?: string; http?: { paths: { path?: string; pathType?: string; backend: Backend }[] } }[];
  };
}

/** Where an Ingress sends a request, and by which of its rules. */
export interface IngressRoute {
  readonly ingress: string;
  readonly namespace: string;
  readonly service: string;
  readonly port: { readonly number?: number; readonly name?: string };
  readonly host: string;
  readonly path: string;
}

const CONTROLLER_CLASS = 'nginx';

function hostFits(rule: string, host: string): boolean {
  if (rule === '') return true;
  if (!rule.startsWith('*.')) return rule === host;
  // A wildcard stands for one label (networking.k8s.io/v1, IngressRule).
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot) === rule.slice(1);
}

/** `Exact` is the whole path; `Prefix` whole elements of it; what an implementation likes is a prefix for nginx. */
function pathFits(rule: string, type: string, path: string): boolean {
  if (type === 'Exact') return path === rule;
  const prefix = rule.replace(/\/$/, '');
  return path === prefix || path.startsWith(`${prefix}/`) || rule === '/';
}

interface Candidate extends IngressRoute {
  readonly exact: boolean;
}

function routeOf(ingress: Ingress, { service }: Backend, host: string, path: string, exact: boolean): Candidate[] {
  if (service === undefined) return [];
  const { name, namespace = '' } = ingress.metadata;
  return [{ ingress: name, namespace, service: service.name, port: service.port ?? {}, host, path, exact }];
}

/** The Ingresses as their controller has heard of them, oldest first. */
export class IngressRules {
  private ingresses: Ingress[] = [];
  private classes: string[] = [];

  get isEmpty(): boolean {
    return this.ingresses.length === 0;
  }

  onChange({ resource, type, namespace, name, object }: Change): void {
    if (resource === 'ingressclasses') {
      this.classes = this.classes.filter((known) => known !== name);
      if (type !== 'DELETED') this.classes.push(name);
    }
    if (resource !== 'ingresses') return;
    const isSame = ({ metadata }: Ingress): boolean => metadata.name === name && metadata.namespace === namespace;
    const index = this.ingresses.findIndex(isSame);
    if (type === 'DELETED') this.ingresses = this.ingresses.filter((_, position) => position !== index);
    else if (index >= 0) this.ingresses = this.ingresses.with(index, object);
    else this.ingresses = [...this.ingresses, object];
  }

  /** Whether a rule names this host. */
  knowsHost(host: string): boolean {
    return this.served().some(({ spec }) =>
      spec?.rules?.some((rule) => rule.host !== undefined && rule.host !== '' && hostFits(rule.host, host)),
    );
  }

  /** The rule for a request: the named host before any, the exact path before a prefix, the longer path before the shorter. */
  route(host: string, path: string): IngressRoute | undefined {
    const candidates: Candidate[] = [];
    const fallbacks: Candidate[] = [];
    for (const ingress of this.served()) {
      const { rules = [], defaultBackend } = ingress.spec ?? {};
      for (const { host: wanted = '', http } of rules) {
        if (!hostFits(wanted, host)) continue;
        for (const { path: rule = '/', pathType = 'ImplementationSpecific', backend } of http?.paths ?? []) {
          if (!pathFits(rule, pathType, path)) continue;
          candidates.push(...routeOf(ingress, backend, wanted, rule, pathType === 'Exact'));
        }
      }
      if (defaultBackend !== undefined) fallbacks.push(...routeOf(ingress, defaultBackend, '', '', false));
    }
    const weight = ({ host: wanted, exact, path: rule }: Candidate): number =>
      (wanted === '' ? 0 : wanted.startsWith('*') ? 1e6 : 2e6) + rule.length * 2 + (exact ? 1 : 0);
    let best: Candidate | undefined;
    for (const candidate of candidates) if (best === undefined || weight(candidate) > weight(best)) best = candidate;
    return best ?? fallbacks[0];
  }

  save(): { ingresses: Ingress[]; classes: string[] } {
    return { ingresses: [...this.ingresses], classes: [...this.classes] };
  }

  load(saved: { ingresses: Ingress[]; classes: string[] }): void {
    this.ingresses = [...saved.ingresses];
    this.classes = [...saved.classes];
  }

  /** Those that the controller takes to be its own: without a class, of its class, or of one that exists. */
  private served(): Ingress[] {
    return this.ingresses.filter(({ spec }) => {
      const name = spec?.ingressClassName;
      return name === undefined || name === CONTROLLER_CLASS || this.classes.includes(name);
    });
  }
}
