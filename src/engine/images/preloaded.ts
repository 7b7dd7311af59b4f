/** What every node of a kind 1.32 cluster has from the start, so that system pods need no pull. */
export const coreDnsImage = 'registry.k8s.io/coredns/coredns:v1.11.3';
export const kubeProxyImage = 'registry.k8s.io/kube-proxy:v1.32.5';

/** References of the images that are in the image of a node itself. */
export const preloadedImages: readonly string[] = [coreDnsImage, kubeProxyImage];
