import { applications } from './catalogue/applications.ts';
import { dataStores } from './catalogue/data-stores.ts';
import { dockerHub } from './catalogue/docker-hub.ts';
import type { KnownImage } from './catalogue/known-image.ts';
import { languages } from './catalogue/languages.ts';
import { operatingSystems } from './catalogue/operating-systems.ts';
import { otherRegistries } from './catalogue/other-registries.ts';
import { webServers } from './catalogue/web-servers.ts';

const everyImage = [
  ...webServers,
  ...dataStores,
  ...operatingSystems,
  ...languages,
  ...applications,
  ...dockerHub,
  ...otherRegistries,
];

/** Every known image by its repository. */
export const catalogue: ReadonlyMap<string, KnownImage> = new Map(everyImage.map((known) => [known.repository, known]));
