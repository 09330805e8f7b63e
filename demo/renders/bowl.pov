#include "studio.inc"
#declare C = array[3] { srgb <0.92, 0.89, 0.84>, srgb <0.56, 0.66, 0.68>, srgb <0.72, 0.45, 0.34> };
#declare S = array[3] { srgb <0.66, 0.56, 0.46>, srgb <0.36, 0.44, 0.47>, srgb <0.50, 0.28, 0.20> };
#declare Form = object { Turned(array[14] { <-0.1, 0.02>, <0.0, 0.0>, <0.24, 0.0>, <0.285, 0.03>, <0.44, 0.13>, <0.60, 0.30>, <0.685, 0.50>, <0.70, 0.56>, <0.685, 0.575>, <0.665, 0.56>, <0.58, 0.34>, <0.42, 0.17>, <0.0, 0.075>, <-0.2, 0.07> }) };
#macro Bowl(N) object { Form Speckled(C[N], S[N]) } #end
Studio(1.0)
#switch (View)
  #case (1)
    object { Bowl(Colour) }
    Shot(<0, 1.75, -4.0>, <0, 0.25, 0>, 25)
  #break
  #case (2)
    object { Bowl(Colour) }
    Shot(<0.1, 3.6, -1.6>, <0.0, 0.24, 0.02>, 24)
  #break
  #case (3)
    object { Bowl(2) } object { Bowl(1) translate <0.01, 0.17, 0> rotate y * 60 } object { Bowl(0) translate <-0.01, 0.34, 0> rotate y * 140 }
    Shot(<0, 1.7, -4.2>, <0, 0.42, 0>, 25)
  #break
#end
