/** Which release a tag stood for, so that an image can say its own version. */
export interface Releases {
  /** What `latest` and tags without a version are. */
  readonly latest: string;
  /** The last release of each series by its tag: `1.27` is `1.27.5`, `16` is `16.6`. */
  readonly series: Readonly<Record<string, string>>;
}

/** The release that a tag names: a whole version is itself, a series its last release. */
export function releaseOf(tag: string, { latest, series }: Releases): string {
  const version = /^v?(\d+(?:\.\d+)*)/.exec(tag)?.[1];
  if (version === undefined) return latest;
  return series[version] ?? version;
}

/** Whether a release is at least another, part by part. */
export function isAtLeast(release: string, other: string): boolean {
  const [left, right] = [release, other].map((text) => text.split('.').map(Number));
  for (const [index, part] of (right ?? []).entries()) {
    const own = left?.[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

export const nginxReleases: Releases = {
  latest: '1.29.4',
  series: {
    '1': '1.29.4',
    '1.7': '1.7.12',
    '1.8': '1.8.1',
    '1.9': '1.9.15',
    '1.10': '1.10.3',
    '1.11': '1.11.13',
    '1.12': '1.12.2',
    '1.13': '1.13.12',
    '1.14': '1.14.2',
    '1.15': '1.15.12',
    '1.16': '1.16.1',
    '1.17': '1.17.10',
    '1.18': '1.18.0',
    '1.19': '1.19.10',
    '1.20': '1.20.2',
    '1.21': '1.21.6',
    '1.22': '1.22.1',
    '1.23': '1.23.4',
    '1.24': '1.24.0',
    '1.25': '1.25.5',
    '1.26': '1.26.3',
    '1.27': '1.27.5',
    '1.28': '1.28.1',
    '1.29': '1.29.4',
  },
};

export const httpdReleases: Releases = {
  latest: '2.4.66',
  series: { '2': '2.4.66', '2.2': '2.2.34', '2.4': '2.4.66' },
};

export const redisReleases: Releases = {
  latest: '8.4.0',
  series: {
    '5': '5.0.14',
    '5.0': '5.0.14',
    '6': '6.2.21',
    '6.0': '6.0.20',
    '6.2': '6.2.21',
    '7': '7.4.7',
    '7.0': '7.0.15',
    '7.2': '7.2.12',
    '7.4': '7.4.7',
    '8': '8.4.0',
    '8.0': '8.0.5',
    '8.2': '8.2.3',
    '8.4': '8.4.0',
  },
};

export const postgresReleases: Releases = {
  latest: '18.1',
  series: {
    '9.6': '9.6.24',
    '10': '10.23',
    '11': '11.22',
    '12': '12.22',
    '13': '13.23',
    '14': '14.20',
    '15': '15.15',
    '16': '16.11',
    '17': '17.7',
    '18': '18.1',
  },
};

export const mysqlReleases: Releases = {
  latest: '9.5.0',
  series: {
    '5.6': '5.6.51',
    '5.7': '5.7.44',
    '5': '5.7.44',
    '8': '8.4.7',
    '8.0': '8.0.44',
    '8.4': '8.4.7',
    '9': '9.5.0',
    '9.5': '9.5.0',
  },
};

export const nodeReleases: Releases = {
  latest: '25.2.1',
  series: { '16': '16.20.2', '18': '18.20.8', '20': '20.19.6', '22': '22.21.1', '24': '24.12.0', '25': '25.2.1' },
};

export const pythonReleases: Releases = {
  latest: '3.14.2',
  series: {
    '3': '3.14.2',
    '3.8': '3.8.20',
    '3.9': '3.9.25',
    '3.10': '3.10.19',
    '3.11': '3.11.14',
    '3.12': '3.12.12',
    '3.13': '3.13.11',
    '3.14': '3.14.2',
  },
};
