import type { DocumentStore, FileStore } from './ports.ts';
import { type BucketPlace, s3Bucket } from './s3-bucket.ts';

/** Documents as objects of one S3 bucket; keys are listed in UTF-8 order. */
export function s3Documents(place: BucketPlace): DocumentStore {
  return s3Files(place);
}

/** The same, with addresses for uploads. */
export function s3Files(place: BucketPlace): FileStore {
  const { get, put, list, presign } = s3Bucket(place);
  return {
    get,
    list,
    presign,
    async put(key, body, contentType) {
      await put(key, body, { 'content-type': contentType });
    },
  };
}
