export { createFormGuard, type FormGuard } from './create-form-guard.ts'
export { type HostCookie, hostCookie } from './host-cookie.ts'
