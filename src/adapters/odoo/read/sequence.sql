SELECT sequence, prefix, suffix, padding, number_increment AS step FROM view_number s
