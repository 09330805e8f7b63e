#include "studio.inc"
#declare C = array[2] { srgb <0.93, 0.91, 0.87>, srgb <0.35, 0.38, 0.38> };
#declare S = array[2] { srgb <0.64, 0.54, 0.44>, srgb <0.58, 0.60, 0.60> };
#declare Form = object { Turned(array[12] { <-0.1, 0.0>, <0.0, 0.0>, <0.70, 0.0>, <0.76, 0.03>, <0.98, 0.10>, <1.03, 0.155>, <1.02, 0.172>, <1.0, 0.16>, <0.93, 0.12>, <0.74, 0.06>, <0.0, 0.045>, <-0.2, 0.045> }) };
#macro Plate(N) object { Form Speckled(C[N], S[N]) } #end
Studio(1.2)
#switch (View)
  #case (1)
    object { Plate(Colour) }
    Shot(<0, 4.4, -4.2>, <0, 0.05, 0>, 25)
  #break
  #case (2)
    #for (I, 0, 4) object { Plate(Colour) translate <0.012 * sin(I * 4), I * 0.085, 0.01 * cos(I * 5)> } #end
    Shot(<0, 1.9, -5.0>, <0, 0.25, 0>, 27)
  #break
#end
