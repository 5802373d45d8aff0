/**
 * What is wrong with the bytes of a file, found where neither its path nor its column is known. It leaves this package as the condition
 * FILE_CORRUPT.PARQUET only, which `corruptFile` makes of it and of what the libraries throw.
 */
export class MalformedFile extends Error {}
