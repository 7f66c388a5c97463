package io.flowexporter.s3;

import java.io.IOException;
import java.net.URI;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;

/** An S3 server in this JVM that checks signatures and keeps objects in memory. */
public final class S3Server implements AutoCloseable {
    /** The id of the one access key that it knows. */
    public static final String ACCESS_KEY = "AKIATESTKEY";

    /** The secret of that key. */
    public static final String SECRET_KEY = "s3cr3t/of+the=server";

    private final BlobStore objects;
    private final S3Proxy server;

    private S3Server(BlobStore objects, S3Proxy server) {
        this.objects = objects;
        this.server = server;
    }

    /** A server at a free port of this machine. */
    public static S3Server start() throws Exception {
        BlobStore objects = BlobStores.create("transient-nio2", new Properties());
        S3Proxy server = S3Proxy.builder()
                .blobStore(objects)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .stopTimeout(0)
                .build();
        server.start();
        return new S3Server(objects, server);
    }

    /** Its address. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getPort();
    }

    /** Makes a bucket. */
    public void createBucket(String name) {
        objects.createContainer(name);
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("Cannot stop the S3 server", e);
        }
        objects.close();
    }
}
