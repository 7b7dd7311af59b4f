import { forbidden, invalid, notFound, notSupported, required } from '../../api/field.ts';
import { fieldsOf, isFields, isSet, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkDescendingPath } from './field-checks.ts';
import type { Errors } from './field-checks.ts';

/** A container's mounts of the pod's volumes (ValidateVolumeMounts). */
export function checkVolumeMounts(
  container: Fields,
  volumes: ReadonlyMap<string, Fields>,
  path: string,
  errors: Errors,
): void {
  const devices = objectsOf(container['volumeDevices']);
  const mounted = new Set<string>();
  objectsOf(container['volumeMounts']).forEach((mount, index) => {
    const name = stringOf(mount['name']);
    const mountPath = stringOf(mount['mountPath']);
    const itemPath = `${path}[${index}]`;
    if (name === '') errors.push(required(`${itemPath}.name`));
    if (!volumes.has(name)) errors.push(notFound(`${itemPath}.name`, name));
    if (mountPath === '') errors.push(required(`${itemPath}.mountPath`));
    if (mounted.has(mountPath)) errors.push(invalid(`${itemPath}.mountPath`, mountPath, 'must be unique'));
    mounted.add(mountPath);
    if (devices.some((device) => device['name'] === name)) {
      errors.push(invalid(`${itemPath}.name`, name, 'must not already exist in volumeDevices'));
    }
    if (devices.some((device) => device['devicePath'] === mountPath)) {
      errors.push(invalid(`${itemPath}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'));
    }
    checkSubPaths(mount, path, itemPath, errors);
    checkPropagation(mount, container, `${path}.mountPropagation`, errors);
    checkRecursiveReadOnly(mount, `${path}.recursiveReadOnly`, errors);
  });
}

// Upstream names the list, not the item, in front of subPath, mountPropagation and recursiveReadOnly.
function checkSubPaths(mount: Fields, listPath: string, itemPath: string, errors: Errors): void {
  const subPath = stringOf(mount['subPath']);
  const expression = stringOf(mount['subPathExpr']);
  if (subPath !== '') checkDescendingPath(subPath, `${listPath}.subPath`, errors);
  if (expression === '') return;
  if (subPath !== '') {
    errors.push(invalid(`${itemPath}.subPathExpr`, expression, 'subPathExpr and subPath are mutually exclusive'));
  }
  checkDescendingPath(expression, `${listPath}.subPathExpr`, errors);
}

const propagations = ['Bidirectional', 'HostToContainer', 'None'];

/** validateMountPropagation. */
function checkPropagation(mount: Fields, container: Fields, path: string, errors: Errors): void {
  const propagation = mount['mountPropagation'];
  if (!isSet(propagation)) return;
  if (!propagations.includes(stringOf(propagation))) errors.push(notSupported(path, propagation, propagations));
  if (propagation === 'Bidirectional' && fieldsOf(container['securityContext'])['privileged'] !== true) {
    errors.push(forbidden(path, 'Bidirectional mount propagation is available only to privileged containers'));
  }
}

const recursiveModes = ['Disabled', 'Enabled', 'IfPossible'];

/** validateMountRecursiveReadOnly. */
function checkRecursiveReadOnly(mount: Fields, path: string, errors: Errors): void {
  const { recursiveReadOnly: mode, readOnly, mountPropagation } = mount;
  if (!isSet(mode) || mode === 'Disabled') return;
  if (!recursiveModes.includes(stringOf(mode))) {
    errors.push(notSupported(path, mode, recursiveModes));
    return;
  }
  if (readOnly !== true) errors.push(forbidden(path, 'may only be specified when readOnly is true'));
  if (isSet(mountPropagation) && mountPropagation !== 'None') {
    errors.push(forbidden(path, 'may only be specified when mountPropagation is None or not specified'));
  }
}

/** A container's raw block devices (ValidateVolumeDevices). */
export function checkVolumeDevices(
  container: Fields,
  volumes: ReadonlyMap<string, Fields>,
  path: string,
  errors: Errors,
): void {
  const mounts = objectsOf(container['volumeMounts']);
  const names = new Set<string>();
  const paths = new Set<string>();
  objectsOf(container['volumeDevices']).forEach((device, index) => {
    const name = stringOf(device['name']);
    const devicePath = stringOf(device['devicePath']);
    const itemPath = `${path}[${index}]`;
    const volume = volumes.get(name);
    if (name === '') errors.push(required(`${itemPath}.name`));
    if (names.has(name)) errors.push(invalid(`${itemPath}.name`, name, 'must be unique'));
    if (volume === undefined) errors.push(notFound(`${itemPath}.name`, name));
    else if (!isFields(volume['persistentVolumeClaim']) && !isFields(volume['ephemeral'])) {
      const detail = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(invalid(`${itemPath}.name`, name, detail));
    }
    if (devicePath === '') errors.push(required(`${itemPath}.devicePath`));
    if (paths.has(devicePath)) errors.push(invalid(`${itemPath}.devicePath`, devicePath, 'must be unique'));
    if (devicePath.split('/').includes('..')) {
      errors.push(invalid(`${itemPath}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    } else paths.add(devicePath);
    if (mounts.some((mount) => mount['name'] === name)) {
      errors.push(invalid(`${itemPath}.name`, name, 'must not already exist in volumeMounts'));
    }
    if (mounts.some((mount) => mount['mountPath'] === devicePath)) {
      errors.push(invalid(`${itemPath}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'));
    }
    if (name !== '') names.add(name);
  });
}
