package io.flowexporter.api;

/**
 * Makes a stage of its settings.
 *
 * @param <S> the stage
 */
@FunctionalInterface
public interface Factory<S> {
    /**
     * Makes a stage. Opens nothing: that is for the stage's {@code start()}.
     *
     * @throws IllegalArgumentException if the settings don't go together; reported with the stage's path
     * @throws Exception if the stage can't be made
     */
    S create(Settings settings, StageContext context) throws Exception;
}
