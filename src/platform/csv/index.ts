export { type CsvLine, readCsvLines } from './read-csv-lines.ts'
