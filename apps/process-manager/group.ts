export const PROCESS_MANAGER_GROUP = 'process-manager';
