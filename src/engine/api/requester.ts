/** Who everybody is: the user that kubeadm's admin.conf names. */
export const requester = {
  username: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:authenticated'],
};
