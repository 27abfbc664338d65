import type { DocumentStore } from './ports.ts';
import { type BucketPlace, s3Bucket } from './s3-bucket.ts';

/** Documents as objects of one S3 bucket; keys are listed in UTF-8 order. */
export function s3Documents(place: BucketPlace): DocumentStore {
  const { get, put, list } = s3Bucket(place);
  return {
    get,
    list,
    async put(key, body, contentType) {
      await put(key, body, { 'content-type': contentType });
    },
  };
}
