package dev.actr.cdi;

import jakarta.enterprise.context.NormalScope;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** A scope whose instances are kept as bytes between two uses, as those of sessions may be. */
@NormalScope(passivating = true)
@Retention(RetentionPolicy.RUNTIME)
@interface StoredScoped {}
