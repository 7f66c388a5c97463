/**
 * Writes objects to S3-compatible stores: Amazon S3, IBM Cloud Object Storage, Ceph, MinIO and others. Start at
 * {@link io.flowexporter.s3.S3}.
 */
package io.flowexporter.s3;
