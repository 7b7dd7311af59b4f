import { ipFamily } from '../../api/addresses.ts';
import { forbidden, invalid, notSupported, required, tooLong } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import {
  isDNS1035Label,
  isDNS1123Subdomain,
  isPathSegmentName,
  isValidPortName,
  isValidPortNumber,
  isWildcardDNS1123Subdomain,
} from '../../api/names.ts';
import { utf8Length } from '../../api/utf8.ts';
import { fieldsOf, isFields, isSet, listOf, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkDomainPrefixedPath, checkSyntax } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';

function checkServiceBackend(service: Fields, path: string, errors: Errors): void {
  const name = stringOf(service['name']);
  if (name === '') errors.push(required(`${path}.service.name`));
  else checkSyntax(isDNS1035Label(name), name, `${path}.service.name`, errors);
  const port = fieldsOf(service['port']);
  const portName = stringOf(port['name']);
  const portNumber = numberOf(port['number']);
  const portPath = `${path}.service.port`;
  if (portName !== '' && portNumber !== 0) {
    errors.push(invalid(path, '', 'cannot set both port name & port number'));
  } else if (portName !== '') checkSyntax(isValidPortName(portName), portName, `${portPath}.name`, errors);
  else if (portNumber !== 0) checkSyntax(isValidPortNumber(portNumber), portNumber, `${portPath}.number`, errors);
  else errors.push(required(path, 'port name or number is required'));
}

function checkBackend(backend: Fields, path: string, errors: Errors): void {
  const { service, resource } = backend;
  if (isFields(service) && isFields(resource)) {
    errors.push(invalid(path, '', 'cannot set both resource and service backends'));
  } else if (isFields(resource)) {
    for (const field of ['kind', 'name']) {
      if (stringOf(resource[field]) === '') errors.push(required(`${path}.resource.${field}`, `${field} is required`));
    }
  } else if (isFields(service)) checkServiceBackend(service, path, errors);
  else errors.push(invalid(path, '', 'resource or service backend is required'));
}

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];
const badSequences = ['//', '/./', '/../', '%2f', '%2F'];
const badEnds = ['/..', '/.'];

function checkPath(rule: Fields, path: string, errors: Errors): void {
  const { pathType } = rule;
  const text = stringOf(rule['path']);
  if (!isSet(pathType)) {
    errors.push(required(`${path}.pathType`, 'pathType must be specified'));
    return;
  }
  const absolute = text.startsWith('/');
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (!absolute) errors.push(invalid(`${path}.path`, text, 'must be an absolute path'));
    for (const part of badSequences) {
      if (text.includes(part)) errors.push(invalid(`${path}.path`, text, `must not contain '${part}'`));
    }
    for (const end of badEnds) {
      if (text.endsWith(end)) errors.push(invalid(`${path}.path`, text, `cannot end with '${end}'`));
    }
  } else if (pathType === 'ImplementationSpecific') {
    if (text !== '' && !absolute) errors.push(invalid(`${path}.path`, text, 'must be an absolute path'));
  } else errors.push(notSupported(`${path}.pathType`, pathType, pathTypes));
  checkBackend(fieldsOf(rule['backend']), `${path}.backend`, errors);
}

function checkHost(host: string, path: string, errors: Errors): void {
  if (ipFamily(host) !== undefined) errors.push(invalid(path, host, 'must be a DNS name, not an IP address'));
  if (host.includes('*')) checkSyntax(isWildcardDNS1123Subdomain(host), host, path, errors);
  else checkSyntax(isDNS1123Subdomain(host), host, path, errors);
}

function checkIngressSpec(spec: Fields, errors: Errors): void {
  const rules = objectsOf(spec['rules']);
  const { defaultBackend, ingressClassName } = spec;
  if (rules.length === 0 && !isFields(defaultBackend)) {
    const detail = 'either `defaultBackend` or `rules` must be specified';
    errors.push(invalid('spec', { goSyntax: '[]networking.IngressRule(nil)' }, detail));
  }
  if (isFields(defaultBackend)) checkBackend(defaultBackend, 'spec.defaultBackend', errors);
  rules.forEach((rule, index) => {
    const path = `spec.rules[${index}]`;
    const host = stringOf(rule['host']);
    if (host !== '') checkHost(host, `${path}.host`, errors);
    const { http } = rule;
    if (!isFields(http)) return;
    const paths = objectsOf(http['paths']);
    if (paths.length === 0) errors.push(required(`${path}.http.paths`));
    paths.forEach((item, position) => checkPath(item, `${path}.http.paths[${position}]`, errors));
  });
  objectsOf(spec['tls']).forEach(({ hosts, secretName }, index) => {
    const secret = stringOf(secretName);
    if (secret !== '') checkSyntax(isDNS1123Subdomain(secret), secret, `spec.tls[${index}].secretName`, errors);
    listOf(hosts).forEach((value, position) => {
      const host = stringOf(value);
      const messages = host.includes('*') ? isWildcardDNS1123Subdomain(host) : isDNS1123Subdomain(host);
      checkSyntax(messages, host, `spec.tls[${index}].hosts[${position}]`, errors);
    });
  });
  if (isSet(ingressClassName)) {
    const name = stringOf(ingressClassName);
    checkSyntax(isDNS1123Subdomain(name), name, 'spec.ingressClassName', errors);
  }
}

/** How Ingresses named their class before they had a field for it. */
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** A new Ingress (pkg/apis/networking/validation, ValidateIngressCreate). */
export function validateIngress(ingress: Fields): FieldError[] {
  const errors = validateObjectMeta(ingress, true, subdomainName);
  const spec = fieldsOf(ingress['spec']);
  checkIngressSpec(spec, errors);
  const oldClass = fieldsOf(fieldsOf(ingress['metadata'])['annotations'])[CLASS_ANNOTATION];
  const { ingressClassName } = spec;
  if (isSet(oldClass) && isSet(ingressClassName) && oldClass !== ingressClassName) {
    const detail = 'must match `ingressClassName` when both are specified';
    errors.push(invalid(`annotations.${CLASS_ANNOTATION}`, oldClass, detail));
  }
  return errors;
}

/** A changed Ingress (ValidateIngressUpdate). */
export function validateIngressUpdate(ingress: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(ingress, old);
  checkIngressSpec(fieldsOf(ingress['spec']), errors);
  return errors;
}

/** validateIngressClassParametersReference. */
function checkParameters(parameters: Fields, path: string, errors: Errors): void {
  const { scope, namespace } = parameters;
  for (const field of ['kind', 'name']) {
    const value = stringOf(parameters[field]);
    if (value === '') errors.push(required(`${path}.${field}`, `${field} is required`));
    else checkSyntax(isPathSegmentName(value), value, `${path}.${field}`, errors);
  }
  if (isSet(scope) && scope !== 'Cluster' && scope !== 'Namespace') {
    errors.push(notSupported(`${path}.scope`, scope, ['Cluster', 'Namespace']));
  }
  if (scope === 'Namespace' && stringOf(namespace) === '') {
    errors.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"));
  }
  if (scope === 'Cluster' && isSet(namespace)) {
    errors.push(forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  }
}

/** How long the name of a controller may be (maxLenIngressClassController). */
const longestController = 250;

/** An IngressClass (ValidateIngressClass). */
export function validateIngressClass(ingressClass: Fields): FieldError[] {
  const errors = validateObjectMeta(ingressClass, false, subdomainName);
  const controller = stringOf(fieldsOf(ingressClass['spec'])['controller']);
  if (utf8Length(controller) > longestController) errors.push(tooLong('spec.controller', longestController));
  checkDomainPrefixedPath(controller, 'spec.controller', errors);
  const { parameters } = fieldsOf(ingressClass['spec']);
  if (isFields(parameters)) checkParameters(parameters, 'spec.parameters', errors);
  return errors;
}
