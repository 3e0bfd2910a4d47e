import { clusterName } from './stop-leftover.ts'

/**
 * The settings of PostgreSQL beside a server on one small machine, as arguments of `postgres`. They are given at
 * every start, so that a cluster follows the release that runs it and not the one that made it.
 */
export function serverArguments(options: {
  readonly clusterDir: string
  readonly port: number
  readonly fsync: boolean
  readonly maxConnections: number
}): readonly string[] {
  const settings: Readonly<Record<string, string | number>> = {
    port: options.port,
    // Loopback TCP and not a Unix socket: postgres.js and most tools take a socket's path in no URL, and a path
    // has only about 100 bytes. Everyone must give the password either way.
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    cluster_name: clusterName(options.clusterDir),
    max_connections: options.maxConnections,
    shared_buffers: '128MB',
    effective_cache_size: '512MB',
    random_page_cost: 1.1,
    huge_pages: 'off',
    jit: 'off',
    // Parallel query takes /dev/shm, which containers limit to 64 MB, and gains nothing for short queries.
    max_parallel_workers_per_gather: 0,
    io_workers: 2,
    autovacuum: 'on',
    // Acknowledged means on disk. Tests, which outlive no power cut, may do without.
    fsync: options.fsync ? 'on' : 'off',
    full_page_writes: options.fsync ? 'on' : 'off',
    synchronous_commit: options.fsync ? 'on' : 'off',
    wal_compression: 'pglz',
    max_wal_size: '1GB',
    checkpoint_timeout: '15min',
    // Event readers stay behind the oldest open transaction: one forgotten by a bug must not stop them for ever.
    idle_in_transaction_session_timeout: '5min',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    // To standard error, which the supervisor reads. Errors of statements go to the caller, who logs them once;
    // here they would repeat values from rows and queries.
    log_destination: 'stderr',
    logging_collector: 'off',
    log_line_prefix: '',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
  }
  return [
    '-D',
    options.clusterDir,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}
