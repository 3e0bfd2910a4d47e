export { createLeases, type Leases } from './create-leases.ts'
