import type { FileStore, LargeDocumentStore } from './ports.ts';
import { type BucketPlace, s3Bucket } from './s3-bucket.ts';

/** Documents as objects of one S3 bucket; keys are listed in UTF-8 order. */
export function s3Documents(place: BucketPlace): LargeDocumentStore & FileStore {
  const { put, ...bucket } = s3Bucket(place);
  return {
    ...bucket,
    async put(key, body, contentType) {
      await put(key, body, { 'content-type': contentType });
    },
  };
}
