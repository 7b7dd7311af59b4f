import { MB, debian, ubuntu, official, shell, type KnownImage } from './known-image.ts';

/** Docker Hub's official images that are a distribution and a shell. */
export const operatingSystems: readonly KnownImage[] = [
  official(
    'busybox',
    2_220_094,
    shell,
    { versions: ['1.20-1.37'], variants: ['glibc', 'musl', 'uclibc', 'libc'], names: ['stable', 'unstable'] },
    { shell: 'sh', programs: ['httpd'] },
  ),
  official(
    'alpine',
    3_642_247,
    shell,
    { versions: ['2.6-2.7', '3.1-3.23'], variants: [], names: ['edge'] },
    { shell: 'sh' },
  ),
  official('ubuntu', 29_717_832, shell, {
    versions: [
      '12.04-12.04',
      '14.04-14.04',
      '16.04-16.04',
      '18.04-18.04',
      '20.04-20.04',
      '22.04-22.04',
      '24.04-24.04',
      '24.10-24.10',
      '25.04-25.04',
      '25.10-25.10',
    ],
    variants: [],
    names: [...ubuntu, 'rolling', 'devel'],
  }),
  official('debian', 48_480_011, shell, {
    versions: ['8', '9', '10', '11', '12', '13'],
    variants: [...debian, 'backports'],
    names: ['stable', 'testing', 'unstable', 'sid'],
  }),
  official('centos', 83_518_086, shell, {
    versions: ['5', '6', '7', '8'],
    variants: [],
    names: ['centos7', 'centos8'],
  }),
  official('amazonlinux', 52 * MB, shell, { versions: ['1', '2', '2023'], variants: ['minimal'] }),
  official('rockylinux', 70 * MB, shell, { versions: ['8', '9'], variants: ['minimal'] }),
  official('fedora', 65 * MB, shell, {
    versions: ['20-60'],
    variants: [],
    names: ['rawhide', ...Array.from({ length: 18 }, (_, index) => String(26 + index))],
  }),
];
