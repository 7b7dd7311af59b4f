import { describe, expect, it, test } from 'vitest';
import { resolveImage } from '../../src/engine/images/registry.ts';
import type { ImageResolution } from '../../src/engine/images/registry.ts';

function resolve(image: string, unknownImages: 'run' | 'fail' = 'run'): ImageResolution {
  return resolveImage(image, { unknownImages, built: [] });
}

describe('the registry', () => {
  test.each([
    'nginx',
    'nginx:latest',
    'nginx:1.10',
    'nginx:1.14.2',
    'nginx:1.27-alpine',
    'nginx:1.27.3-alpine3.20-slim',
    'nginx:stable-alpine',
    'docker.io/library/nginx:1.27',
    'httpd:2.4',
    'redis:7.2',
    'redis:alpine',
    'mysql:8',
    'mysql:8.0.40',
    'postgres:16-alpine',
    'node:20',
    'node:20-bookworm-slim',
    'python:3.12-slim',
    'openjdk:17-jdk-slim',
    'eclipse-temurin:21-jre',
    'tomcat:10.1-jdk17',
    'busybox:1.28',
    'alpine:3.20',
    'ubuntu:24.04',
    'ubuntu:jammy',
    'perl:5.34.0',
    'ghost:0.7.1',
    'gihyodocker/echo:latest',
    'gihyodocker/echo:patched',
    'registry.k8s.io/pause:3.10',
    'gcr.io/google-samples/hello-app:1.0',
    'somebody/something:v1.2.3',
    'nginx@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ])('has %s', (image) => {
    expect(resolve(image).type).toBe('published');
  });

  test.each([
    'nginx:nope',
    'nginx:1.161',
    'nginx:1.91',
    'nginx:2.0',
    'redis:99',
    'busybox:1.99',
    'registry.k8s.io/pause:9',
  ])('has no tag %s', (image) => {
    const found = resolve(image);
    expect(found.type === 'missing' ? found.error : found.type).toMatch(
      /^rpc error: code = NotFound desc = failed to pull and unpack image ".+": .+: not found$/,
    );
  });

  test.each(['ngnix', 'ngninx', 'nignx', 'nginxx:1.27', 'redsi', 'httpdd', 'mogno', 'postgre', 'buzybox', 'wordpres'])(
    'takes %s for a slip of the pen',
    (image) => {
      const found = resolve(image);
      expect(found.type === 'missing' ? found.error : found.type).toContain('pull access denied');
    },
  );

  test.each(['spring-server', 'order:1.0', 'price:1.0', 'kubernetes-spring', 'web', 'app', 'api:v2', 'foo'])(
    'knows nothing of %s, which was built on the nodes',
    (image) => {
      expect(resolve(image).type).toBe('local');
      expect(resolve(image, 'fail').type).toBe('local');
    },
  );

  test.each(['NGINX', 'nginx:bad:tag', 'my image', 'nginx:-x', '<image_url>', ''])('cannot read %s', (image) => {
    expect(resolve(image).type).toBe('malformed');
  });

  it('can refuse what it does not know, each registry in its own words', () => {
    const error = (image: string): string => {
      const found = resolve(image, 'fail');
      return found.type === 'missing' ? found.error : found.type;
    };
    expect(error('somebody/something:v1')).toContain('insufficient_scope: authorization failed');
    expect(error('registry.k8s.io/nothing:v1')).toMatch(/registry\.k8s\.io\/nothing:v1: not found$/);
    expect(error('registry.example.com:5000/app')).toContain(
      'failed to do request: Head "https://registry.example.com:5000/v2/app/manifests/latest": dial tcp: lookup registry.example.com on',
    );
    expect(error('nginx:1.27')).toBe('published');
  });

  it('gives an image the same identity and size every time', () => {
    expect(resolve('somebody/something:v1')).toEqual(resolve('docker.io/somebody/something:v1'));
    const alpine = resolve('nginx:1.27-alpine');
    const debian = resolve('nginx:1.27');
    if (alpine.type !== 'published' || debian.type !== 'published') throw new Error('nginx is gone');
    expect(alpine.image.sizeBytes).toBeLessThan(debian.image.sizeBytes);
    expect(alpine.image.behaviour.shell).toBe('sh');
    expect(debian.image.id).toMatch(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/);
    expect(debian.image.id).not.toBe(alpine.image.id);
  });
});
